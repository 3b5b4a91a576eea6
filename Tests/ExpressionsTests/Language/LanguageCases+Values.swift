/// Cases of the language definition of CEL, written from its text.
extension LanguageCases {
    /// An expression and, after the arrow, its value as tagged JSON.
    static let values = #"""
        '\a\b\f\n\r\t\v\\\?\"\'\`'  =>  {"string":"\u0007\b\f\n\r\t\u000b\\?\"'`"}
        '\x41\X41\u0041\U00000041\101'  =>  {"string":"AAAAA"}
        '\U0001F600'  =>  {"string":"😀"}
        r'\n'  =>  {"string":"\\n"}
        R'\n'  =>  {"string":"\\n"}
        r'a\\b'  =>  {"string":"a\\\\b"}
        br'\xff'  =>  {"bytes":"XHhmZg=="}
        b'\xff\377'  =>  {"bytes":"//8="}
        b'ÿ'  =>  {"bytes":"w78="}
        B'a'  =>  {"bytes":"YQ=="}
        bR'a'  =>  {"bytes":"YQ=="}
        b'\x00\a'  =>  {"bytes":"AAc="}
        '''it''s'''  =>  {"string":"it''s"}
        """a"b"""  =>  {"string":"a\"b"}
        """a\""""  =>  {"string":"a\""}
        '' + ''  =>  {"string":""}
        '\303\277'  =>  {"string":"Ã¿"}
        0xFF  =>  {"int":"255"}
        0xAbu  =>  {"uint":"171"}
        -0x8000000000000000  =>  {"int":"-9223372036854775808"}
        0xFFFFFFFFFFFFFFFFu  =>  {"uint":"18446744073709551615"}
        .5  =>  {"double":".5"}
        1e3  =>  {"double":"1000"}
        1E-2  =>  {"double":"0.01"}
        1e+2  =>  {"double":"100"}
        -.5e1  =>  {"double":"-5"}
        00012  =>  {"int":"12"}
        --1  =>  {"int":"1"}
        ---1  =>  {"int":"-1"}
        -9223372036854775808  =>  {"int":"-9223372036854775808"}
        1e400  =>  {"double":"Infinity"}
        1 - -1  =>  {"int":"2"}
        1--1  =>  {"int":"2"}
        5 % -2  =>  {"int":"1"}
        -5 % 2  =>  {"int":"-1"}
        -5 / 2  =>  {"int":"-2"}
        7 / -2  =>  {"int":"-3"}
        1.0/0.0  =>  {"double":"Infinity"}
        -1.0/0.0  =>  {"double":"-Infinity"}
        0.0/0.0  =>  {"double":"NaN"}
        0.0/0.0 == 0.0/0.0  =>  {"bool":false}
        0.0/0.0 < 1.0  =>  {"bool":false}
        true ? 1 : true ? 2 : 3  =>  {"int":"1"}
        false ? 1 : false ? 2 : 3  =>  {"int":"3"}
        true ? (false ? 1 : 2) : 3  =>  {"int":"2"}
        -[1,2][0]  =>  {"int":"-1"}
        -{'a':1}.a  =>  {"int":"-1"}
        2 - 1 - 1  =>  {"int":"0"}
        8/4/2  =>  {"int":"1"}
        7 % 4 * 2  =>  {"int":"6"}
        [1,2,]  =>  {"list":[{"int":"1"},{"int":"2"}]}
        {1:2,}  =>  {"map":[[{"int":"1"},{"int":"2"}]]}
        1 //  =>  {"int":"1"}
        [1,2][1]  =>  {"int":"2"}
        {'a':1}['a']  =>  {"int":"1"}
        {1:'a'}[dyn(1u)]  =>  {"string":"a"}
        {1:'a'}[dyn(1.0)]  =>  {"string":"a"}
        [7,8][dyn(1.0)]  =>  {"int":"8"}
        [7,8][dyn(1u)]  =>  {"int":"8"}
        {true:1}[true]  =>  {"int":"1"}
        {1u:1}[1u]  =>  {"int":"1"}
        [[1,2],[3]][0][1]  =>  {"int":"2"}
        {'a':{'b':1}}.a.b  =>  {"int":"1"}
        {'a':[1]}.a[0]  =>  {"int":"1"}
        {'a.b':1}['a.b']  =>  {"int":"1"}
        {'':1}['']  =>  {"int":"1"}
        [1]+[2]  =>  {"list":[{"int":"1"},{"int":"2"}]}
        []+[]  =>  {"list":[]}
        [1]+[]  =>  {"list":[{"int":"1"}]}
        size([1,2])  =>  {"int":"2"}
        [].size()  =>  {"int":"0"}
        size({1:2})  =>  {"int":"1"}
        size(b'abc')  =>  {"int":"3"}
        b'ab'.size()  =>  {"int":"2"}
        size('')  =>  {"int":"0"}
        [dyn(1),'a',null]  =>  {"list":[{"int":"1"},{"string":"a"},{"null":null}]}
        true ? 1 : 1/0  =>  {"int":"1"}
        false ? 1/0 : 2  =>  {"int":"2"}
        true ? dyn(1) : 'a'  =>  {"int":"1"}
        int(1u)  =>  {"int":"1"}
        int(3.99)  =>  {"int":"3"}
        int(-3.99)  =>  {"int":"-3"}
        int('-12')  =>  {"int":"-12"}
        int('0')  =>  {"int":"0"}
        int(timestamp('1970-01-01T00:01:00Z'))  =>  {"int":"60"}
        int(timestamp('1969-12-31T23:59:59.5Z'))  =>  {"int":"-1"}
        uint(1)  =>  {"uint":"1"}
        uint('12')  =>  {"uint":"12"}
        uint(1.9)  =>  {"uint":"1"}
        uint(1u)  =>  {"uint":"1"}
        double(1)  =>  {"double":"1"}
        double(1u)  =>  {"double":"1"}
        double('1.5')  =>  {"double":"1.5"}
        double('-1e3')  =>  {"double":"-1000"}
        double('NaN')  =>  {"double":"NaN"}
        double('Infinity')  =>  {"double":"Infinity"}
        double('-inf')  =>  {"double":"-Infinity"}
        double('.5')  =>  {"double":"0.5"}
        double('5.')  =>  {"double":"5"}
        double(9223372036854775807)  =>  {"double":"9223372036854775807"}
        string(1)  =>  {"string":"1"}
        string(-1)  =>  {"string":"-1"}
        string(1u)  =>  {"string":"1"}
        string(1.5)  =>  {"string":"1.5"}
        string(1.0)  =>  {"string":"1"}
        string(true)  =>  {"string":"true"}
        string(b'abc')  =>  {"string":"abc"}
        string('a')  =>  {"string":"a"}
        string(timestamp('2009-02-13T23:31:30Z'))  =>  {"string":"2009-02-13T23:31:30Z"}
        string(timestamp('2009-02-13T23:31:30.120Z'))  =>  {"string":"2009-02-13T23:31:30.12Z"}
        string(timestamp('2009-02-13T23:31:30+01:00'))  =>  {"string":"2009-02-13T22:31:30Z"}
        string(duration('1h'))  =>  {"string":"3600s"}
        string(duration('1.5s'))  =>  {"string":"1.5s"}
        string(duration('-1ms'))  =>  {"string":"-0.001s"}
        string(duration('0s'))  =>  {"string":"0s"}
        bytes('é')  =>  {"bytes":"w6k="}
        bytes(b'a')  =>  {"bytes":"YQ=="}
        bool('0')  =>  {"bool":false}
        dyn(1)  =>  {"int":"1"}
        string(1e21)  =>  {"string":"1e+21"}
        string(0.0/0.0)  =>  {"string":"NaN"}
        string(-0.0)  =>  {"string":"-0"}
        string(0.1)  =>  {"string":"0.1"}
        string(100000.0)  =>  {"string":"100000"}
        duration('1h1m1s1ms1us1ns')  =>  {"duration":"3661.001001001s"}
        duration('1.5h')  =>  {"duration":"5400s"}
        duration('-1.5s')  =>  {"duration":"-1.5s"}
        duration('+1s')  =>  {"duration":"1s"}
        duration('0')  =>  {"duration":"0s"}
        duration('.5s')  =>  {"duration":"0.5s"}
        duration('1.s')  =>  {"duration":"1s"}
        duration('1µs')  =>  {"duration":"0.000001s"}
        duration('100ms')  =>  {"duration":"0.1s"}
        duration('1s') + duration('1s')  =>  {"duration":"2s"}
        duration('1s') - duration('2s')  =>  {"duration":"-1s"}
        -duration('1s')  =>  {"duration":"-1s"}
        timestamp(10) - timestamp(5)  =>  {"duration":"5s"}
        duration(duration('1s'))  =>  {"duration":"1s"}
        timestamp('2009-02-13T23:31:30.5Z') - timestamp('2009-02-13T23:31:30Z')  =>  {"duration":"0.5s"}
        timestamp(0) - timestamp('1970-01-01T00:00:00.25Z')  =>  {"duration":"-0.25s"}
        timestamp(0)  =>  {"timestamp":"1970-01-01T00:00:00Z"}
        timestamp(timestamp(0))  =>  {"timestamp":"1970-01-01T00:00:00Z"}
        timestamp(0)+duration('1h')  =>  {"timestamp":"1970-01-01T01:00:00Z"}
        duration('1h')+timestamp(0)  =>  {"timestamp":"1970-01-01T01:00:00Z"}
        timestamp(0)-duration('1s')  =>  {"timestamp":"1969-12-31T23:59:59Z"}
        timestamp('2009-02-13T23:31:30-01:30')  =>  {"timestamp":"2009-02-14T01:01:30Z"}
        timestamp('0001-01-01T00:00:00Z')  =>  {"timestamp":"0001-01-01T00:00:00Z"}
        timestamp('9999-12-31T23:59:59.999999999Z')  =>  {"timestamp":"9999-12-31T23:59:59.999999999Z"}
        timestamp(-1)  =>  {"timestamp":"1969-12-31T23:59:59Z"}
        timestamp('2024-02-29T00:00:00Z')  =>  {"timestamp":"2024-02-29T00:00:00Z"}
        timestamp('2009-02-13T23:31:30.123456789Z').getFullYear()  =>  {"int":"2009"}
        timestamp('2009-02-13T23:31:30.123456789Z').getMonth()  =>  {"int":"1"}
        timestamp('2009-02-13T23:31:30.123456789Z').getDate()  =>  {"int":"13"}
        timestamp('2009-02-13T23:31:30.123456789Z').getDayOfMonth()  =>  {"int":"12"}
        timestamp('2009-02-13T23:31:30.123456789Z').getDayOfWeek()  =>  {"int":"5"}
        timestamp('2009-02-13T23:31:30.123456789Z').getDayOfYear()  =>  {"int":"43"}
        timestamp('2009-02-13T23:31:30.123456789Z').getHours()  =>  {"int":"23"}
        timestamp('2009-02-13T23:31:30.123456789Z').getMinutes()  =>  {"int":"31"}
        timestamp('2009-02-13T23:31:30.123456789Z').getSeconds()  =>  {"int":"30"}
        timestamp('2009-02-13T23:31:30.123456789Z').getMilliseconds()  =>  {"int":"123"}
        timestamp('2009-02-13T23:31:30.123456789Z').getHours('Australia/Sydney')  =>  {"int":"10"}
        timestamp('2009-02-13T23:31:30.123456789Z').getDate('Australia/Sydney')  =>  {"int":"14"}
        timestamp('2009-02-13T23:31:30.123456789Z').getDayOfMonth('US/Central')  =>  {"int":"12"}
        timestamp('2009-02-13T23:31:30.123456789Z').getHours('US/Central')  =>  {"int":"17"}
        timestamp('2009-02-13T23:31:30.123456789Z').getMinutes('Asia/Kathmandu')  =>  {"int":"16"}
        timestamp('2009-02-13T23:31:30.123456789Z').getHours('America/St_Johns')  =>  {"int":"20"}
        timestamp('2009-02-13T23:31:30.123456789Z').getMinutes('America/St_Johns')  =>  {"int":"1"}
        timestamp('2009-02-13T23:31:30.123456789Z').getHours('+11:00')  =>  {"int":"10"}
        timestamp('2009-02-13T23:31:30.123456789Z').getDate('+11:00')  =>  {"int":"14"}
        timestamp('2009-02-13T23:31:30.123456789Z').getHours('-02:30')  =>  {"int":"21"}
        timestamp('2009-02-13T23:31:30.123456789Z').getMinutes('-02:30')  =>  {"int":"1"}
        timestamp('2009-02-13T23:31:30.123456789Z').getHours('02:00')  =>  {"int":"1"}
        timestamp('2009-02-13T23:31:30.123456789Z').getDayOfWeek('02:00')  =>  {"int":"6"}
        timestamp('2009-02-13T23:31:30.123456789Z').getHours('UTC')  =>  {"int":"23"}
        timestamp('2009-02-13T23:31:30.123456789Z').getHours('Europe/London')  =>  {"int":"23"}
        timestamp('2009-02-13T23:31:30.123456789Z').getHours('Asia/Tokyo')  =>  {"int":"8"}
        timestamp('2009-02-13T23:31:30.123456789Z').getHours('America/New_York')  =>  {"int":"18"}
        timestamp('2009-02-13T23:31:30.123456789Z').getHours('Pacific/Auckland')  =>  {"int":"12"}
        timestamp('2009-02-13T23:31:30.123456789Z').getMonth('-00:00')  =>  {"int":"1"}
        timestamp('2009-02-13T23:31:30.123456789Z').getFullYear('+14:00')  =>  {"int":"2009"}
        timestamp('2009-02-13T23:31:30.123456789Z').getMilliseconds('Asia/Kolkata')  =>  {"int":"123"}
        timestamp('2009-02-13T23:31:30.123456789Z').getSeconds('+00:00')  =>  {"int":"30"}
        timestamp('2009-02-13T23:31:30.123456789Z').getDayOfYear('+01:00')  =>  {"int":"44"}
        timestamp('2009-02-13T23:31:30.123456789Z').getHours('GMT')  =>  {"int":"23"}
        timestamp('2009-02-13T23:31:30.123456789Z').getHours('Etc/UTC')  =>  {"int":"23"}
        timestamp('2009-02-13T23:31:30.123456789Z').getHours('Asia/Kolkata')  =>  {"int":"5"}
        timestamp('2009-02-13T23:31:30.123456789Z').getHours('Etc/GMT+5')  =>  {"int":"18"}
        timestamp('2009-02-13T23:31:30.123456789Z').getHours('America/Los_Angeles')  =>  {"int":"15"}
        timestamp('2009-02-13T23:31:30.123456789Z').getHours('Europe/Berlin')  =>  {"int":"0"}
        timestamp('2009-02-13T23:31:30.123456789Z').getHours('EST')  =>  {"int":"18"}
        timestamp('2009-02-13T23:31:30.123456789Z').getHours('Asia/Shanghai')  =>  {"int":"7"}
        timestamp('2009-02-13T23:31:30.123456789Z').getHours('Africa/Cairo')  =>  {"int":"1"}
        timestamp('2009-02-13T23:31:30.123456789Z').getHours('Europe/Moscow')  =>  {"int":"2"}
        duration('3723.004005006s').getHours()  =>  {"int":"1"}
        duration('3723.004005006s').getMinutes()  =>  {"int":"62"}
        duration('3723.004005006s').getSeconds()  =>  {"int":"3723"}
        duration('3723.004005006s').getMilliseconds()  =>  {"int":"4"}
        duration('-90s').getMinutes()  =>  {"int":"-1"}
        timestamp('1969-12-31T23:59:59.5Z').getMilliseconds()  =>  {"int":"500"}
        timestamp('1969-12-31T23:59:59.5Z').getSeconds()  =>  {"int":"59"}
        timestamp('2024-12-31T00:00:00Z').getDayOfYear()  =>  {"int":"365"}
        timestamp('0001-01-01T00:00:00Z').getDayOfWeek()  =>  {"int":"1"}
        'abc'.matches('^b')  =>  {"bool":false}
        'a\nb'.matches('a.b')  =>  {"bool":false}
        'axb'.matches('\\Qa.b\\E')  =>  {"bool":false}
        'aXb'.matches('a\\Wb')  =>  {"bool":false}
        'é'.matches('\\w')  =>  {"bool":false}
        b'a'+b'b'  =>  {"bytes":"YWI="}
        {'if':1}.if  =>  {"int":"1"}
        {'namespace':1}.namespace  =>  {"int":"1"}
        {'a-b':1}.`a-b`  =>  {"int":"1"}
        {'true':1}['true']  =>  {"int":"1"}
        ----------------------------------------------------------------1  =>  {"int":"1"}
        """#

    /// Rows with line ends, variables, containers or flags.
    static let rows = #"""
        {"expr": "'a\nb'", "error": "any"}
        {"expr": "'a\rb'", "error": "any"}
        {"expr": "r'''a'b\n'''", "expected": {"string": "a'b\n"}}
        {"expr": "b'''a\nb'''", "expected": {"bytes": "YQpi"}}
        {"expr": "1 // comment\n + 2", "expected": {"int": "3"}}
        {"expr": "// c\n1", "expected": {"int": "1"}}
        {"expr": "\t\f\r\n1", "expected": {"int": "1"}}
        {"expr": "x", "expected": {"int": "1"}, "bindings": {"x": {"int": "1"}}, "declare": {"x": "int"}}
        {"expr": "a.b", "expected": {"int": "2"}, "bindings": {"a.b": {"int": "2"}, "a": {"map": [[{"string": "b"}, {"int": "3"}]]}}, "declare": {"a.b": "int", "a": "map(string,int)"}}
        {"expr": "x", "expected": {"int": "7"}, "container": "p.q", "bindings": {"p.x": {"int": "7"}, "x": {"int": "1"}}, "declare": {"p.x": "int", "x": "int"}}
        {"expr": ".x", "expected": {"int": "1"}, "container": "p.q", "bindings": {"p.x": {"int": "7"}, "x": {"int": "1"}}, "declare": {"p.x": "int", "x": "int"}}
        {"expr": "x + 1", "error": "any", "declare": {"x": "int"}}
        {"expr": "nope || true", "expected": {"bool": true}, "flags": ["disable_check"]}
        {"expr": "true || nope()", "expected": {"bool": true}, "flags": ["disable_check"]}
        {"expr": "nope || false", "error": "any", "flags": ["disable_check"]}
        """#
}
